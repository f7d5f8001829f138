"""The peer has no pages."""

urlpatterns: list[object] = []
