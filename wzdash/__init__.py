"""wzdash: the dashboard of Wuzhong District's "two nets and one line" (两网一线)."""

__version__ = "0.1.0"
