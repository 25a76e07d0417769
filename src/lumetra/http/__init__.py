"""What all routes share: authentication, errors, paging, the filter parameter, event streams, serving the web app."""
