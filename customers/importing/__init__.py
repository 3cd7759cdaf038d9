"""Reading tables that other systems wrote: their encoding and shape, their mapping, their rows, their batches.

The path of a file: ``files`` gives frames of text exactly as written, a mapping (``mapping``, guessed by ``guess``)
says what each column means, ``rows`` turns cells into values or refuses them by line, column and reason,
``batches`` stores what is left a few hundred at a time.
"""
