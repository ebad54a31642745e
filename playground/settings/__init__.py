"""The settings of any page: what one is, and how links carry it. Knows no registry of any page.

- ``kinds``: the kinds of values, each of which puts right what it can and says so
- ``declare``: how a setting is declared, once
- ``base``: the class that a page's settings are a subclass of
- ``links``: reading and writing them in the fragment of an address
"""
