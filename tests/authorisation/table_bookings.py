"""The lines of the diary, the inbox and of booking; table.py says what the signs mean."""

BOOKINGS = """
GET   bookings:add_call            enquiry        > x x x x m m
POST  bookings:add_call            enquiry        > x x x x e e
GET   bookings:appointment         appointment    > . 0 . 0 . .
POST  bookings:appointment         appointment    > m m m m m m
GET   bookings:ask_to_ring         runner         > x x m m x x
POST  bookings:ask_to_ring         runner         > x x r 0 x x
GET   bookings:book                               > x x x x . .
POST  bookings:book                               > x x x x . .
GET   bookings:book_first          enquiry        > x x x x m m
POST  bookings:book_first          enquiry        > x x x x r r
GET   bookings:call_people                        > x x x x . .
POST  bookings:call_people                        > x x x x m m
GET   bookings:cancel              appointment    > x x x x . .
POST  bookings:cancel              appointment    > x x x x e e
GET   bookings:convert             enquiry        > x x x x . .
POST  bookings:convert             enquiry        > x x x x e e
GET   bookings:diary                              > x x . . . .
POST  bookings:diary                              > x x m m m m
GET   bookings:edit_reply          ready reply    > x x x x . .
POST  bookings:edit_reply          ready reply    > x x x x e e
GET   bookings:enquire                            . . . . . . .
POST  bookings:enquire                            e e e e e e e
GET   bookings:enquired            receipt        0 0 0 0 0 0 0
GET   bookings:enquiry             enquiry        > x x x x . .
POST  bookings:enquiry             enquiry        > x x x x 0 0
GET   bookings:free_gap                           > x x x x 0 0
POST  bookings:free_gap                           > x x x x 0 0
GET   bookings:gap                 appointment    > x x x x . .
POST  bookings:gap                 appointment    > x x x x r r
GET   bookings:inbox                              > x x x x . .
POST  bookings:inbox                              > x x x x m m
GET   bookings:log_call                           > x x x x . .
POST  bookings:log_call                           > x x x x e e
GET   bookings:mark                appointment    > x x x x m m
POST  bookings:mark                appointment    > x x x x r r
GET   bookings:move                appointment    > x x x x . .
POST  bookings:move                appointment    > x x x x e e
GET   bookings:move_back           appointment    > x x x x m m
POST  bookings:move_back           appointment    > x x x x r r
GET   bookings:rung                call task      > x x x x m m
POST  bookings:rung                call task      > x x x x 0 0
GET   bookings:to_ring                            > x x x x . .
POST  bookings:to_ring                            > x x x x m m
GET   bookings:my_visit            visit link     . . . . . . .
POST  bookings:my_visit            visit link     m m m m m m m
GET   bookings:my_visit_calendar   visit link     . . . . . . .
GET   bookings:my_visit_cancel     visit link     r r r r r r r
POST  bookings:my_visit_cancel     visit link     r r r r r r r
GET   bookings:my_visit_move       visit link     r r r r r r r
POST  bookings:my_visit_move       visit link     r r r r r r r
GET   bookings:new_reply                          > x x x x . .
POST  bookings:new_reply                          > x x x x e e
GET   bookings:offer               offer          0 0 0 0 0 0 0
POST  bookings:offer               offer          0 0 0 0 0 0 0
GET   bookings:replies                            > x x x x . .
POST  bookings:replies                            > x x x x m m
GET   bookings:reply               enquiry        > x x x x m m
POST  bookings:reply               enquiry        > x x x x e e
GET   bookings:digest_mails                       > x x x x x m
POST  bookings:digest_mails                       > x x x x x r
GET   bookings:report_csv          report         > x x x x . .
POST  bookings:report_csv          report         > x x x x m m
GET   bookings:reports                            > x x x x . .
POST  bookings:reports                            > x x x x m m
GET   bookings:book_series                        > x x x x 0 0
POST  bookings:book_series                        > x x x x 0 0
GET   bookings:series              series         > x x x x 0 0
POST  bookings:series              series         > x x x x m m
GET   bookings:self_check          hold           0 0 0 0 0 0 0
POST  bookings:self_check          hold           0 0 0 0 0 0 0
GET   bookings:self_details        hold           0 0 0 0 0 0 0
POST  bookings:self_details        hold           0 0 0 0 0 0 0
POST  bookings:self_extend         hold           0 0 0 0 0 0 0
GET   bookings:self_help                          . . . . . . .
POST  bookings:self_help                          e e e e e e e
GET   bookings:self_join                          0 0 0 0 0 0 0
POST  bookings:self_join                          0 0 0 0 0 0 0
GET   bookings:self_joined                        . . . . . . .
POST  bookings:self_joined                        m m m m m m m
GET   bookings:self_start                         . . . . . . .
POST  bookings:self_start                         e e e e e e e
GET   bookings:self_when                          0 0 0 0 0 0 0
POST  bookings:self_when                          0 0 0 0 0 0 0
GET   bookings:self_who                           0 0 0 0 0 0 0
GET   bookings:wait                runner         > x x x x . .
POST  bookings:wait                runner         > x x x x e e
GET   bookings:waitlist                           > x x x x . .
POST  bookings:withdraw            entry          > x x x x 0 0
"""
