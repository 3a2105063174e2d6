"""The register in the browser: the list of complaints, uploading and importing, subjects, withholding."""

from enquete_app.team.register import complaints, imports, subjects, uploads

PAGES = (*complaints.PAGES, *uploads.PAGES, *imports.PAGES, *subjects.PAGES)
