"""Non-routine events: found, offered, ruled on by a person."""
