"""What all folders of the window use: theme and colours, small widgets, messages, jobs in a thread, settings.

It knows nothing of drawings, networks or what is current.
"""
