"""How the libraries behind the API are set: its schema, and OAuth 2.0."""

from typing import Any

SCHEMA: dict[str, Any] = {
    "TITLE": "Steady API",
    "DESCRIPTION": "Programmes, session logs, drills and enquiries of a physiotherapy clinic.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "clinic.schema.complete",
    ],
    "ENUM_NAME_OVERRIDES": {
        "EnquiryState": "bookings.models.Enquiry.State",
        "LogState": "programs.models.SessionLog.State",
        "OccurrenceState": "programs.progress.sessions.State",
        "ProgramStatus": "programs.models.Program.Status",
        "Moment": "drills.models.Moment",
        "DoseSide": "drills.models.Dose.Side",
        "DrillKind": "drills.models.Kind",
        "PrescribedSide": "programs.models.Prescription.Side",
        "SessionKind": "programs.models.PlannedSession.Kind",
    },
}


def oauth(issuer: str) -> dict[str, Any]:
    """The toolkit's settings: every gate of RFC 9700 is shut. `issuer` is our own address."""
    return {
        "OAUTH2_VALIDATOR_CLASS": "clinic.people.oauth.Validator",
        "SCOPES_BACKEND_CLASS": "clinic.people.oauth.ClientScopes",
        "OIDC_ISS_ENDPOINT": issuer,
        "ACCESS_TOKEN_EXPIRE_SECONDS": 900,
        "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
        "REFRESH_TOKEN_EXPIRE_SECONDS": 30 * 24 * 3600,
        "REFRESH_TOKEN_REUSE_PROTECTION": True,
        "PKCE_REQUIRED": True,
        # http is for this very device alone; a constraint of people.Client sees to that.
        "ALLOWED_REDIRECT_URI_SCHEMES": ["https", "http"],
        "CLIENT_SECRET_HASHER": "pbkdf2_sha256_random",
        "OAUTH2_RESPONSE_TYPES_SUPPORTED": ["code"],
        "OAUTH2_GRANT_TYPES_SUPPORTED": [
            "authorization_code",
            "refresh_token",
            "client_credentials",
        ],
        "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
        "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
        "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
        "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
        "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
        "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
        "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
        "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
        "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
    }
