"""What every room uses: theme and colours, small widgets, messages, jobs in a thread, settings.

It knows nothing of drawings, networks or what is current.
"""
