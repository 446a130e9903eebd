"""Policy networks: from a member's idea to a steering group, meetings and an evaluation."""
