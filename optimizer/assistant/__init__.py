"""Tools for assistants (Model Context Protocol): check, solve, explain and compare, in allowed folders only.

::

    client --stdio--> server (tools) --fence--> paths below an allowed folder
                         |--desk--> question --> process of its own with limits --> answer

The server itself reads no workbook and plans nothing: whatever a file does to the process that opens it, the server
goes on. Answers are small whatever the size of a plan: the first rows of each list, and how many were left out.
"""
