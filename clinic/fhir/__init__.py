"""The FHIR R4 façade: the same rows and the same rules as the API, in the words of FHIR; read only.

What stands for what is in docs/fhir.md.
"""
