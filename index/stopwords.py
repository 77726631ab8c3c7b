"""Words that say nothing about what is looked for; left out of ranking, never of the index or of phrases."""

_COMMON = """
a an and are as at be but by for if in into is it no not of on or such that the their then there these they
this to was will with
"""
_ASKING = """
what when where which who whom whose why how do does did can could should would has have had am were been
being i me my mine we us our you your he she his her him its them from about any anyone anybody please
"""

STOP_WORDS = frozenset((_COMMON + _ASKING).split())
