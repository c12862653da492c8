"""The public site around the library and the enquiry form; it needs no table of its own."""
