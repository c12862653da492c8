"""Who is to be told something that nobody did: asked afresh at every tick. It sends nothing."""
