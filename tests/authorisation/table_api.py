"""Who gets what from every operation of the API; the signs are those of table.py."""

API = """
GET   api:appointment-detail       visit pk       u . 0 . 0 . .
PATCH api:appointment-detail       visit pk       u b 0 x x b b
POST  api:appointment-cancel       visit pk       u b 0 x x b b
GET   api:appointment-list                        u . . . . . .
POST  api:appointment-list                        u b b x x b b
GET   api:availability-list                       b b b b b b b
GET   api:series-detail            series pk      u x x x x 0 0
POST  api:series-list                             u x x x x b b
POST  api:call-list                               u x x x x b b
GET   api:drill-detail             drill          . . . . . . .
GET   api:drill-list                              . . . . . . .
GET   api:enquiry-detail           enquiry pk     u x x x x . .
PATCH api:enquiry-detail           enquiry pk     u x x x x . .
GET   api:enquiry-list                            u x x x x . .
POST  api:enquiry-list                            b b b b b b b
GET   api:me                                      u . . . . . .
GET   api:nowhere                  nowhere        0 0 0 0 0 0 0
POST  api:nowhere                  nowhere        0 0 0 0 0 0 0
PUT   api:nowhere                  nowhere        0 0 0 0 0 0 0
PATCH api:nowhere                  nowhere        0 0 0 0 0 0 0
DELETE api:nowhere                 nowhere        0 0 0 0 0 0 0
GET   api:program-detail           program pk     u . 0 . 0 x x
PATCH api:program-detail           program pk     u x x p 0 x x
GET   api:program-list                            u . . . . x x
POST  api:program-list                            u x x b b x x
POST  api:program-activate         draft pk       u x x c 0 x x
POST  api:program-hold             program pk     u x x . 0 x x
POST  api:program-resume           program pk     u x x c 0 x x
POST  api:program-stop             program pk     u x x b 0 x x
GET   api:program-template-detail  template pk    u x x . . x x
GET   api:program-template-list                   u x x . . x x
GET   api:routine-detail           routine        . . . . . . .
GET   api:routine-list                            . . . . . . .
GET   api:docs                                    . . . . . . .
GET   api:schema                                  . . . . . . .
GET   api:session-list                            u . . x x x x
GET   api:session-log-detail       log pk         u . 0 . 0 x x
PUT   api:session-log-detail       log pk         u b b x x x x
PUT   api:session-log-next-morning log pk         u b 0 x x x x
GET   api:session-log-list                        u . . . . x x
PUT   api:session-move-detail      move pk        u b b x x x x
DELETE api:session-move-detail     move pk        u c 0 x x x x
"""
