"""Every address of the product."""

from django.conf import settings
from django.urls import include, path

from clinic import (
    consent,
    deliveries,
    demo,
    export,
    feed,
    health,
    home,
    hooks,
    rewording,
    samples,
    senders,
    ways,
)
from programs.views import player

urlpatterns = [
    path("", home.home, name="home"),
    # High up: other clients ask all day, and addresses are tried in this order.
    path("api/", include(("clinic.api", "api"))),
    path("begin/", home.begin, name="begin"),
    path("settings/my-data/", export.own_data, name="own_data"),
    path("settings/messages/", ways.own_ways, name="ways"),
    path("settings/messages/phones/", ways.phones, name="phones"),
    path("settings/messages/phones/moved/", ways.phone_moved, name="phone_moved"),
    path("reminders/<str:token>/ways/", ways.ways_by_link, name="ways_by_link"),
    path("settings/calendar/", feed.calendar_link, name="calendar_link"),
    path("calendar/<str:secret>.ics", feed.feed, name="feed"),
    path("settings/apps/", consent.connections, name="connections"),
    path("settings/webhooks/", include("clinic.webhooks.urls")),
    path("oauth/", include((consent.urlpatterns, "oauth2_provider"))),
    path(".well-known/oauth-authorization-server", consent.metadata, name="oauth_metadata"),
    path("ask/", home.ask, name="ask"),
    path("", include("clinic.people.urls")),
    path("", include("clinic.site.urls")),
    path("drills/", include("drills.urls")),
    path("programs/", include("programs.urls")),
    path("bookings/", include("bookings.urls")),
    path("styleguide/", include("clinic.look.urls")),
    path("fhir/R4/", include("clinic.fhir.urls")),
    path("hooks/texts/", hooks.TextHook.as_view(), name="text_hook"),
    path("sw.js", player.worker, name="worker"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("healthz", health.healthz, name="healthz"),
    path("ops/", health.ops, name="ops"),
    path("ops/messages/", deliveries.index, name="messages"),
    path("ops/messages/samples/", samples.index, name="message_samples"),
    path("ops/messages/sender/", senders.sender, name="text_sender"),
    path("ops/messages/samples/<slug:slug>/words/", rewording.wording, name="message_wording"),
    path("ops/messages/samples/<slug:slug>/text/", samples.text, name="message_sample_text"),
    path("ops/messages/samples/<slug:slug>/", samples.send, name="message_sample"),
    path("ops/messages/<uuid:message_id>/", deliveries.detail, name="message"),
    path("ops/messages/<uuid:message_id>/step/", deliveries.step, name="message_step"),
    path("ops/replies/step/", deliveries.reply_step, name="reply_step"),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include((demo.urlpatterns, "demo"))))
