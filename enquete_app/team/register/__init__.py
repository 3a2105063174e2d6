"""The register in the browser: the list of complaints, uploading and importing, subjects, withholding."""

from enquete_app.team.register import complaints, fetching, imports, subjects, uploads

PAGES = (*complaints.PAGES, *uploads.PAGES, *fetching.PAGES, *imports.PAGES, *subjects.PAGES)
