"""What all pages share: the transaction of a request, headers, language, errors and limits."""
