"""How often Python looks for objects that refer to each other and to nothing else.

A look at everything stops the process for as long as it takes: over 0.1 s with the code of the product and 500 pages in
memory, and a hall's ballots made one likely just while they were written. What lives as long as the process is never
looked at again, and short-lived objects are looked at less often.
"""

import gc

YOUNG = 10_000
"""New objects between two looks at the youngest; Python's own is 700."""


def settle_memory() -> None:
    """Leave alone what is there now; called once, when everything is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
