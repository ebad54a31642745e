"""Conditions: when a step of a lesson is done. A module for each page, a function for each one."""
