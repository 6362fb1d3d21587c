"""The library as a static site: files that any web server or CDN serves."""
