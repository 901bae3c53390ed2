"""The wires: Modbus transport, register codec, read plan, MQTT payload decoders."""
