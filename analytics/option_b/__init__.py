"""Option B for the snow-cooling plant: what would have run instead, hour by hour, less what the snow cost."""
