"""The packet engine in C behind the same calls as the one in Python; see ``docs/algorithms/engine.md``.

``c/`` holds the sources, a package of its own that ``make`` builds where there is a compiler. These modules give its
parts the faces of their Python twins, so that one control logic (``media.forward.control``) drives either.
"""
