"""What keeps running: edge, office, demo, and what watches over them."""
