"""The self-checks as files that other systems read: Moodle XML, and QTI 1.2 as Canvas imports it."""
