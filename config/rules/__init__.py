"""What no single key can tell: rules across keys, run on whatever of a file could be read.

They look at the plain document, not at the validated model, so that one wrong key hides no other fault; a part
of the wrong kind is left to the grammar.
"""
