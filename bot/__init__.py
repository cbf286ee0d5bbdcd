"""Understanding a question, answering it with quotations, and the front ends that show them."""
