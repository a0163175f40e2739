"""The template: its files, answers, rendering and versions."""
