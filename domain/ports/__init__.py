"""The seams: what a room asks of an adapter it never imports. One contract-test suite for each."""
