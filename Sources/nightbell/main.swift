print("nightbell")
