"""The shape of the API's input and output."""
