"""A story drawn: HTML and SVG that need no script, the same on the page and in the report.

Bars are tables whose cells hold a drawing: they fit any width, print, and can be read without seeing them. Colours and
sizes are classes of ``story.css``; no style stands in an attribute, so that a strict content security policy holds.
"""
