"""Whether assistance is concentrated and follows need, and what else it could look like.

Each module answers one question of an Answer's numbers; all stand above ``answer``, because
their figures rest on the same values, statuses and denominators that the map shows.

``assistance``: the numbers themselves, one a place. ``concentration``: how unevenly they lie, with
ranges from ``sensitivity``. ``following``: assistance against need. ``clusters``: whether
neighbours are alike. ``whatif``: the placed total shared out anew. ``timeline``: by fiscal year. ``specialization``: by
program area.
"""
