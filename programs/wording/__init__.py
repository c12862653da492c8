"""What the screens say about plans, and what their pictures find."""
