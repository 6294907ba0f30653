newstape demo > demo.txt && cp newstape-demo/demo.db news.db
newstape log --title 'Gap and Microsoft report results' --at 2025-02-06T21:05Z --source Reuters --ticker GAP --ticker MSFT
newstape log --title 'Apple shares rose 3% on Friday' --at 2025-02-07T22:00Z --source Reuters
newstape prices import sap.csv --symbol SAP.DE --dates dmy
newstape prices export MSFT AAPL NVDA SPY -o bars.csv
newstape prices export MSFT -o msft.csv
newstape --db panel.db prices import panel.csv --adjusted no
newstape --db panel.db prices export MSFT AAPL NVDA TSLA SPY -o panel.parquet
