"""A folder of workbooks, planned one by one: what is done is not done again, what fails leaves the others alone.

::

    folder --find--> entries --key--> those without a result --crew--> Finished --record--> summary workbook and JSON
"""
