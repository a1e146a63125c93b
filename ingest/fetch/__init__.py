"""The one door to the network and the manners of using it; reads no listing and no page."""
