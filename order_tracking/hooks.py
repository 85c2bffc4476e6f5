app_name = "order_tracking"
app_title = "Order Tracking"
app_publisher = "Order Tracking contributors"
app_description = "Where is it, will it be on time, what did we promise"
app_license = "gpl-3.0"
required_apps = ["erpnext"]
