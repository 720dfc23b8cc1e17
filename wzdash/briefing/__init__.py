"""The briefing (简报): which numbers, charts and sentences a report of the three nets consists of.

The layer between the numbers and whoever asks for a report: the page and the verb compose the same document.
"""
