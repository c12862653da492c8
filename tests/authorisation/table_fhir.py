"""The lines of the FHIR façade; table.py says what the signs mean."""

FHIR = """
GET   fhir:metadata                               . . . . . . .
GET   fhir:patient-search                         u . . . . x x
GET   fhir:patient-read           ruth pk         u . 0 . 0 x x
GET   fhir:practitioner-search                    u . . . . . .
GET   fhir:practitioner-read      person pk       u . . . . . .
GET   fhir:careplan-search                        u . . . . x x
GET   fhir:careplan-read          program pk      u . 0 . 0 x x
GET   fhir:careplan-read          draft pk        u 0 0 . 0 x x
GET   fhir:servicerequest-search                  u . . . . x x
GET   fhir:servicerequest-read    prescription pk u . 0 . 0 x x
GET   fhir:observation-search                     u . . . . x x
GET   fhir:observation-read       rating pk       u . 0 . 0 x x
GET   fhir:appointment-search                     u . . . . . .
GET   fhir:appointment-read       visit pk        u . 0 . 0 . .
GET   fhir:schedule-search                        . . . . . . .
GET   fhir:schedule-read          person pk       . . . . . . .
GET   fhir:slot-search                            b b b b b b b
"""
