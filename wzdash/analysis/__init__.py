"""Pure statistics, one per module: a DataFrame in, a DataFrame or a frozen result out.

May never read SQL, draw, or know about Streamlit; seeds are arguments.
"""
