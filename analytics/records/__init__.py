"""From files to rows: meter, weather and calendar, cleaned and joined, and whether they suffice."""
