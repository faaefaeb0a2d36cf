"""Addresses of the face itself: language, size of type, the gallery, the offline page."""

from django.urls import path

from fengqiao.ui import views

app_name = "ui"
urlpatterns = [
    path("ui/language", views.choose_language, name="language"),
    path("ui/care", views.choose_care, name="care"),
    path("ui/offline", views.offline, name="offline"),
    path("ui/gallery", views.gallery, name="gallery"),
    path("ui/gallery/<slug:part>", views.gallery, name="gallery-part"),
]
