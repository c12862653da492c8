"""The lines of the FHIR façade: table.py says what the signs mean, table_api.py what the scope."""

FHIR = """
GET   fhir:metadata                               . . . . . . .  -
GET   fhir:patient-search                         u . . . . x x  programs:read
GET   fhir:patient-read           ruth pk         u . 0 . 0 x x  programs:read
GET   fhir:practitioner-search                    u . . . . . .  appointments:read
GET   fhir:practitioner-read      person pk       u . . . . . .  appointments:read
GET   fhir:careplan-search                        u . . . . x x  programs:read
GET   fhir:careplan-read          program pk      u . 0 . 0 x x  programs:read
GET   fhir:careplan-read          draft pk        u 0 0 . 0 x x  programs:read
GET   fhir:servicerequest-search                  u . . . . x x  programs:read
GET   fhir:servicerequest-read    prescription pk u . 0 . 0 x x  programs:read
GET   fhir:observation-search                     u . . . . x x  logs:read
GET   fhir:observation-read       rating pk       u . 0 . 0 x x  logs:read
GET   fhir:appointment-search                     u . . . . . .  appointments:read
GET   fhir:appointment-read       visit pk        u . 0 . 0 . .  appointments:read
GET   fhir:schedule-search                        . . . . . . .  -
GET   fhir:schedule-read          person pk       . . . . . . .  -
GET   fhir:slot-search                            b b b b b b b  -
"""
