"""The addresses: pages, their data, events, health, forms."""
