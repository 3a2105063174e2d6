"""The parts of a chapter in Word: python-docx for what it knows, XML for the rest; `as_docx` joins them.

python-docx is only known by type here: whoever serves pages without making a document does not carry it.
"""
