"""MQTT: the topic grammar, the paho client and the in-memory bus behind the same port.

No knowledge of sites. May import domain.
"""
