"""Who gets what from every operation of the API; the signs are those of table.py.

At the end of a line stands the scope that a token needs for it; "-" is none.
"""

API = """
GET   api:appointment-detail       visit pk       u . 0 . 0 . .  appointments:read
PATCH api:appointment-detail       visit pk       u b 0 x x b b  appointments:write
POST  api:appointment-cancel       visit pk       u b 0 x x b b  appointments:write
GET   api:appointment-list                        u . . . . . .  appointments:read
POST  api:appointment-list                        u b b x x b b  appointments:write
GET   api:availability-list                       b b b b b b b  -
GET   api:series-detail            series pk      u x x x x 0 0  appointments:read
POST  api:series-list                             u x x x x b b  appointments:write
POST  api:call-list                               u x x x x b b  enquiries:write
GET   api:drill-detail             drill          . . . . . . .  -
GET   api:drill-list                              . . . . . . .  -
GET   api:enquiry-detail           enquiry pk     u x x x x . .  enquiries:read
PATCH api:enquiry-detail           enquiry pk     u x x x x . .  enquiries:write
GET   api:enquiry-list                            u x x x x . .  enquiries:read
POST  api:enquiry-list                            b b b b b b b  -
GET   api:me                                      u . . . . . .  profile:read
GET   api:nowhere                  nowhere        0 0 0 0 0 0 0  -
POST  api:nowhere                  nowhere        0 0 0 0 0 0 0  -
PUT   api:nowhere                  nowhere        0 0 0 0 0 0 0  -
PATCH api:nowhere                  nowhere        0 0 0 0 0 0 0  -
DELETE api:nowhere                 nowhere        0 0 0 0 0 0 0  -
GET   api:program-detail           program pk     u . 0 . 0 x x  programs:read
PATCH api:program-detail           program pk     u x x p 0 x x  programs:write
GET   api:program-list                            u . . . . x x  programs:read
POST  api:program-list                            u x x b b x x  programs:write
POST  api:program-activate         draft pk       u x x c 0 x x  programs:write
POST  api:program-hold             program pk     u x x . 0 x x  programs:write
POST  api:program-resume           program pk     u x x c 0 x x  programs:write
POST  api:program-stop             program pk     u x x b 0 x x  programs:write
GET   api:program-template-detail  template pk    u x x . . x x  programs:read
GET   api:program-template-list                   u x x . . x x  programs:read
GET   api:routine-detail           routine        . . . . . . .  -
GET   api:routine-list                            . . . . . . .  -
GET   api:docs                                    . . . . . . .  -
GET   api:schema                                  . . . . . . .  -
GET   api:session-list                            u . . x x x x  programs:read
GET   api:session-log-detail       log pk         u . 0 . 0 x x  logs:read
PUT   api:session-log-detail       log pk         u b b x x x x  logs:write
PUT   api:session-log-next-morning log pk         u b 0 x x x x  logs:write
GET   api:session-log-list                        u . . . . x x  logs:read
PUT   api:session-move-detail      move pk        u b b x x x x  logs:write
DELETE api:session-move-detail     move pk        u c 0 x x x x  logs:write
"""
