"""Order Tracking for ERPNext: where is it, will it be on time, what did we promise."""

__version__ = "0.1.0"
