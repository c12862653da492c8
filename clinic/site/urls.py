"""Addresses of the public site."""

from django.urls import path

from clinic.site import facts, seo, supply, views

app_name = "site"

urlpatterns = [
    path("physios/", views.physios, name="physios"),
    path("physios/<slug:slug>/", views.physio, name="physio"),
    path("services/", views.services, name="services"),
    path("sites/", views.sites, name="sites"),
    path("guides/", views.guides, name="guides"),
    path("guides/<slug:slug>/", views.guide, name="guide"),
    path("clinic/", facts.clinic, name="clinic"),
    path("clinic/sites/<uuid:site_id>/", facts.site, name="edit_site"),
    path("clinic/people/<uuid:practitioner_id>/", facts.person, name="edit_person"),
    path("clinic/visits/new/", facts.new_kind, name="new_kind"),
    path("clinic/visits/<uuid:kind_id>/", facts.kind, name="edit_kind"),
    path("clinic/roster/", supply.roster, name="roster"),
    path("clinic/roster/hours/", supply.new_hours, name="new_hours"),
    path("clinic/roster/hours/<uuid:hours_id>/end/", supply.end_hours, name="end_hours"),
    path("clinic/roster/blocks/", supply.new_block, name="new_block"),
    path("clinic/roster/blocks/<uuid:block_id>/remove/", supply.remove_block, name="remove_block"),
    path("offline/", views.offline, name="offline"),
    path("sitemap.xml", seo.sitemap, name="sitemap"),
    path("robots.txt", seo.robots, name="robots"),
    path("manifest.webmanifest", seo.manifest, name="manifest"),
]
