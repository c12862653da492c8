"""Who gets what from every address: one line for each, and an address without a line fails.

The seven signs stand for stranger, Ruth (whose things they are), Otto (another runner), Pia
(Ruth's physio), Paul (another physio), Dee (front desk), Max (manager):
. 200   + 201   > to the sign-in page   r redirected elsewhere   b 400   u 401   x 403   0 404
m 405   c 409   e the page again, with its errors   p 428   t 429
"""

from tests.authorisation.table_bookings import BOOKINGS
from tests.authorisation.table_fhir import FHIR

PAGES = (
    BOOKINGS.strip()
    + FHIR.rstrip()
    + """
GET   account_confirm_login_code                  > r r r r r r
POST  account_confirm_login_code                  > r r r r r r
GET   account_inactive                            . . . . . . .
GET   account_login                               . r r r r r r
POST  account_login                               e r r r r r r
GET   account_logout                              r . . . . . .
POST  account_logout                              r r r r r r r
GET   account_request_login_code                  . r r r r r r
POST  account_request_login_code                  e r r r r r r
GET   account_signup                              . r r r r r r
POST  account_signup                              e r r r r r r
GET   ask                                         > . . x x x x
POST  ask                                         > e e x x x x
GET   begin                                       > . . x x x x
GET   phone_code                   runner         > x x . 0 x x
POST  phone_code                   runner         > x x . 0 x x
GET   own_data                                    > . . x x x x
POST  own_data                                    > . . x x x x
GET   settings                                    > . . x x x x
POST  settings                                    > e e x x x x
GET   ways                                        > . . x x x x
POST  ways                                        > r r x x x x
GET   phones                                      > m m m m m m
POST  phones                                      > 0 0 x x x x
GET   phone_moved                                 m m m m m m m
POST  phone_moved                                 0 0 0 0 0 0 0
GET   ways_by_link                 stop           0 0 0 0 0 0 0
POST  ways_by_link                 stop           0 0 0 0 0 0 0
GET   connections                                 > . . . . . .
POST  connections                                 > 0 0 0 0 0 0
GET   oauth2_provider:authorize                   > b b b b b b
POST  oauth2_provider:authorize                   > e e e e e e
GET   oauth2_provider:token                       m m m m m m m
POST  oauth2_provider:token                       b b b b b b b
GET   oauth2_provider:revoke-token                m m m m m m m
POST  oauth2_provider:revoke-token                b b b b b b b
GET   oauth_metadata                              . . . . . . .
GET   text_hook                                   m m m m m m m
POST  text_hook                                   0 0 0 0 0 0 0
GET   calendar_link                               > . . . . x x
POST  calendar_link                               > . . . . x x
GET   feed                         feed           0 0 0 0 0 0 0
GET   stop_reminders               stop           0 0 0 0 0 0 0
POST  stop_reminders               stop           0 0 0 0 0 0 0
GET   cues                                        > . . x x x x
GET   start                                       . . . . . . .
POST  start                                       e e e e e e e
GET   drills:detail                drill          . . . . . . .
GET   drills:detail                own drill      0 0 0 . . 0 0
GET   drills:edit                  own drill      > x x . . x x
POST  drills:edit                  own drill      > x x e e x x
GET   drills:edit                  drill          > x x 0 0 x x
GET   drills:figure                drill          > x x . . x .
POST  drills:figure                drill          > x x e e x e
GET   drills:figure                own drill      > x x . . x 0
POST  drills:figure                own drill      > x x e e x 0
GET   drills:figure_preview        drill          > x x m m x m
POST  drills:figure_preview        drill          > x x e e x e
GET   drills:figure_review         drill          > x x . . x .
POST  drills:figure_review         drill          > x x 0 0 x x
GET   drills:figures                              > x x . . x .
POST  drills:figures                              > x x m m x m
GET   drills:history               own drill      > x x . . x x
POST  drills:history               own drill      > x x m m x x
GET   drills:media                 own drill      > x x . . x x
POST  drills:media                 own drill      > x x e e x x
GET   drills:media_file            media file     0 0 0 0 0 0 0
GET   drills:media_step            media          > x x m m x x
POST  drills:media_step            media          > x x 0 0 x x
GET   drills:media_words           media          > x x . . x x
POST  drills:media_words           media          > x x e e x x
GET   drills:new                                  > x x . . x x
POST  drills:new                                  > x x e e x x
GET   drills:review                               > x x . . x x
POST  drills:review                               > x x m m x x
GET   drills:state                 own drill      > x x m m x x
POST  drills:state                 own drill      > x x 0 0 x x
GET   drills:figure_file           drawing        . . . . . . .
GET   drills:figure_file           sketch         0 0 0 . . 0 .
GET   drills:list                                 . . . . . . .
GET   drills:routine               routine        . . . . . . .
GET   drills:routines                             . . . . . . .
GET   healthz                                     . . . . . . .
GET   home                                        . . . r r r r
GET   livez                                       . . . . . . .
GET   ops                                         > x x x x . .
POST  ops                                         > m m m m m m
GET   messages                                    > x x x x . .
POST  messages                                    > m m m m m m
GET   message_samples                             > x x x x x .
POST  message_samples                             > m m m m m m
GET   message_sample               sample         > m m m m m m
POST  message_sample               sample         > x x x x x r
GET   message_sample_text          sample         > x x x x x 0
POST  message_sample_text          sample         > x x x x x 0
GET   message_wording              sample         > x x x x x .
POST  message_wording              sample         > x x x x x e
GET   text_sender                                 > x x x x x .
POST  text_sender                                 > x x x x x e
GET   message                      message        > x x x x . .
POST  message                      message        > m m m m m m
POST  message_step                 message        > x x x x r r
GET   message_step                 message        > m m m m m m
POST  reply_step                                  > x x x x 0 0
GET   reply_step                                  > m m m m m m
GET   programs:alert               alert          > x x m m x x
POST  programs:alert               alert          > x x r 0 x x
GET   programs:alert_mails                        > x x m m x x
POST  programs:alert_mails                        > x x r r x x
GET   programs:alerts                             > x x . . x x
POST  programs:alerts                             > x x . . x x
GET   programs:answer              question       > x x m m x x
POST  programs:answer              question       > x x e 0 x x
GET   programs:calendar                           > . . x x x x
POST  programs:calendar                           > m m x x x x
GET   programs:progress                           > . . x x x x
POST  programs:progress                           > m m x x x x
GET   programs:caseload                           > x x . . x x
POST  programs:caseload                           > x x . . x x
GET   programs:detail              program        > . 0 . 0 x x
POST  programs:detail              program        > . 0 . 0 x x
GET   programs:edit                program        > x x . 0 x x
POST  programs:edit                program        > x x r 0 x x
GET   programs:edit                draft          > x x . 0 x x
POST  programs:edit                draft          > x x e 0 x x
GET   programs:give                program        > x x . 0 x x
POST  programs:give                program        > x x e 0 x x
GET   programs:give                draft          > x x 0 0 x x
GET   programs:bring_back          thrown         > x x m m x x
POST  programs:bring_back          thrown         > x x r 0 x x
GET   programs:take_back           program        > x x m m x x
POST  programs:take_back           program        > x x r 0 x x
GET   programs:preview             program        > x x . 0 x x
POST  programs:preview             program        > x x . 0 x x
GET   programs:handout             program        > . 0 . 0 x x
POST  programs:handout             program        > m m m m x x
GET   programs:handout             draft          > 0 0 . 0 x x
GET   programs:list                               > x x . . x x
POST  programs:list                               > x x . . x x
GET   programs:log                 session        > . 0 x x x x
POST  programs:log                 session        > e 0 x x x x
GET   programs:log_change          log            > . 0 x x x x
GET   programs:outcome             outcome        > . 0 x x x x
POST  programs:outcome             outcome        > e 0 x x x x
GET   programs:outcomes            runner         > x x . 0 x x
POST  programs:outcomes            runner         > x x e 0 x x
GET   programs:stop_outcome        outcome        > x x m m x x
POST  programs:stop_outcome        outcome        > x x r 0 x x
GET   programs:play                session        > . 0 x x x x
POST  programs:play                session        > m m x x x x
GET   programs:pictures                            > . . x x x x
GET   programs:pack                               > . . x x x x
GET   programs:key                                > . . x x x x
GET   programs:scan                session line   > r r r r r r
POST  programs:scan                session line   > m m m m m m
GET   programs:shell                              . . . . . . .
GET   programs:log_run                            > . . x x x x
POST  programs:log_run                            > e e x x x x
GET   programs:move                session        > . 0 x x x x
POST  programs:move                session        > e 0 x x x x
GET   programs:move_back           move           > m m m m m m
POST  programs:move_back           move           > r 0 x x x x
GET   programs:morning             log            > . 0 x x x x
POST  programs:morning             log            > e 0 x x x x
GET   programs:new_case            runner         > x x . 0 x x
POST  programs:new_case            runner         > x x e 0 x x
GET   programs:case                case           > x x . 0 x x
POST  programs:case                case           > x x e 0 x x
POST  programs:log_change          log            > e 0 x x x x
GET   programs:logged              log            > . 0 x x x x
POST  programs:logged              log            > m m x x x x
GET   programs:new                                > x x . . x x
POST  programs:new                                > x x e e x x
GET   programs:note                runner         > x x m m x x
POST  programs:note                runner         > x x e 0 x x
GET   programs:status              program        > x x m m x x
POST  programs:status              program        > x x e 0 x x
GET   programs:test                program        > x x m m x x
POST  programs:test                program        > x x e 0 x x
GET   programs:changes             program        > x x . 0 x x
POST  programs:changes             program        > x x . 0 x x
GET   programs:version             version        > x x . 0 x x
GET   programs:ask_form            runner         > x x m m x x
POST  programs:ask_form            runner         > x x e 0 x x
GET   programs:questionnaire       questionnaire  > x x . . x .
POST  programs:questionnaire       questionnaire  > x x m m x m
GET   programs:questionnaire_edit  questionnaire  > x x . . x .
POST  programs:questionnaire_edit  questionnaire  > x x e e x e
GET   programs:questionnaire_new                  > x x . . x .
POST  programs:questionnaire_new                  > x x e e x e
GET   programs:questionnaire_state questionnaire  > x x m m x m
POST  programs:questionnaire_state questionnaire  > x x 0 0 x 0
GET   programs:questionnaires                     > x x . . x .
POST  programs:questionnaires                     > x x m m x m
GET   programs:runner              runner         > x x . 0 x x
POST  programs:runner              runner         > x x . 0 x x
GET   programs:snooze              runner reason  > x x m m x x
POST  programs:snooze              runner reason  > x x r 0 x x
GET   programs:summary             runner         > x x . 0 x x
POST  programs:summary             runner         > x x . 0 x x
GET   programs:template            template       > x x . . x x
POST  programs:template            template       > x x m m x x
GET   programs:template_copy       template       > x x m m x x
POST  programs:template_copy       template       > x x r r x x
GET   programs:template_edit       own template   > x x . . x x
POST  programs:template_edit       own template   > x x r r x x
GET   programs:template_edit       template       > x x 0 0 x x
POST  programs:template_edit       template       > x x 0 0 x x
GET   programs:template_preview    own template   > x x . . x x
POST  programs:template_preview    own template   > x x . . x x
GET   programs:template_preview    template       > x x 0 0 x x
GET   programs:template_save       program        > x x . 0 x x
POST  programs:template_save       program        > x x e 0 x x
GET   programs:template_state      template       > x x m m x x
POST  programs:template_state      template       > x x 0 0 x x
GET   programs:template_update     template update > x x m m x x
POST  programs:template_update     template update > x x r 0 x x
GET   programs:template_words      own template   > x x . . x x
POST  programs:template_words      own template   > x x e e x x
GET   programs:template_words      template       > x x 0 0 x x
GET   programs:templates                          > x x . . x x
POST  programs:templates                          > x x m m x x
GET   worker                                      . . . . . . .
GET   readyz                                      . . . . . . .
GET   site:clinic                                 > x x x x . .
POST  site:end_hours               hours          > x x x x x 0
GET   site:new_block                              > x x x x x .
POST  site:new_block                              > x x x x x e
GET   site:new_hours                              > x x x x x .
POST  site:new_hours                              > x x x x x e
POST  site:remove_block            block          > x x x x x 0
GET   site:roster                                 > x x x x . .
GET   site:edit_kind               kind           > x x x x x .
POST  site:edit_kind               kind           > x x x x x e
GET   site:edit_person             person         > x x x x x .
POST  site:edit_person             person         > x x x x x e
GET   site:edit_site               place          > x x x x . .
POST  site:edit_site               place          > x x x x e e
GET   site:new_kind                               > x x x x x .
POST  site:new_kind                               > x x x x x e
GET   site:guide                   guide          . . . . . . .
GET   site:guides                                 . . . . . . .
GET   site:manifest                               . . . . . . .
GET   site:offline                                . . . . . . .
GET   site:physio                  practitioner   . . . . . . .
GET   site:physios                                . . . . . . .
GET   site:robots                                 . . . . . . .
GET   site:services                               . . . . . . .
GET   site:sitemap                                . . . . . . .
GET   site:sites                                  . . . . . . .
GET   webhooks:index                              > . . . . . .
POST  webhooks:index                              > e e e e e e
GET   webhooks:endpoint            endpoint       > . 0 0 0 0 0
GET   webhooks:step                endpoint       > m m m m m m
POST  webhooks:step                endpoint       > r 0 0 0 0 0
GET   styleguide                                  . . . . . . .
POST  styleguide                                  . . . . . . .
"""
)


def rows(table: str) -> list[tuple[str, str, str, list[str]]]:
    """(method, address name, the words that it takes, seven signs) for each line."""
    found = []
    for line in table.strip().splitlines():
        left, signs = line[:50], line[50:].split()[:7]
        method, name, *words = left.split()
        found.append((method, name, " ".join(words), signs))
    return found


def scopes(table: str) -> list[str]:
    """The scope at the end of each line; "-" where no token is asked for one."""
    found = [line[50:].split() for line in table.strip().splitlines()]
    assert {len(words) for words in found} == {8}, "a line of the API has seven signs and a scope"
    return [words[7] for words in found]
